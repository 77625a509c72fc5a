"""What a call costs and how late it makes what is said: our engine beside aiortc as it comes and Janus, in one run."""

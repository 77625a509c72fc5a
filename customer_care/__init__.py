"""What Reassure knows and promises: conversations, handoffs, advisers, commitments. See README.md for the words and flows."""

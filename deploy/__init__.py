"""Setting up, starting and checking Reassure. Nothing in the product imports this."""

"""What a customer wants, learned from examples. Knows nothing of Rasa; `model.py` is the door, docs/reference has the figures."""

"""The assistant's actions: tracker in, one rule of the airline or of customer care called, one reply out."""

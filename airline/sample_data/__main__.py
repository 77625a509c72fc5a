"""Lets `python -m airline.sample_data` fill the database."""

from airline.sample_data import main

main()

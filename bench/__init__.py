"""What `make bench` measures: the product as it runs, from where its people stand (see README.md)."""

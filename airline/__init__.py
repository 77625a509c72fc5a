"""The sample company, Alizé Air: flights, bookings, fares and the rules of changing them. An adopter replaces this folder."""

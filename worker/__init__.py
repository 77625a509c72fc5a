"""What is done in the background, by one process of all: promises are tended, mails sent, the airline's own rounds made."""

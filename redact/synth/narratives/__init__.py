"""What officers and dispatchers write, with the marks of everything that identifies somebody."""

"""What is asked: definitions, expressions, dates, dose, visits. Standard library only."""

"""What an operator types, one module for each kind of question."""

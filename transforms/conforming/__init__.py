"""Convert text cells to typed rows; each row is correct or rejected with a reason."""

"""From text cells to typed rows, each right or rejected with a reason."""

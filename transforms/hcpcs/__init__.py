"""HCPCS Level II codes and modifiers."""

"""Fee schedule of durable medical equipment, prosthetics, orthotics and supplies."""

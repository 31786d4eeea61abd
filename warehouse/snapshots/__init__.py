"""Published snapshots: folders, channels, manifests, and the client that opens them."""

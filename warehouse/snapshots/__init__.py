"""Published snapshots: folders, channels, manifests, and cards as files."""

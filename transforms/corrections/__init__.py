"""What is wrong in CMS's files and how it is put right: reviewed TOML, applied to the bytes it names."""

"""What is recorded, and by whose right. Pure; talks outward through ``ports``."""

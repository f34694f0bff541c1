"""Paper: pages, PDF/A finish, PAdES signatures."""

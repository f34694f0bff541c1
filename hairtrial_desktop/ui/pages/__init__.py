"""The pages of the window, one per file. A page shows views and says what is wanted; the main window routes."""

"""The casebook page's parts: timeline, grid, legend, logs."""

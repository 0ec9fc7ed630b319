"""Where the kernels' arrays lie: borrowed views, pools that grow, buffers of a thread."""

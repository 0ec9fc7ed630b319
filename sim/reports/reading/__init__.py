"""What reports read from run folders: series, traced needs, where and over what a scenario acts."""

"""What administrators set for the installation as a whole: system settings, and brands by host name."""

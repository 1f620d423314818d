"""`admin/`: version, state of the installation, system settings, mail."""

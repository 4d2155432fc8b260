"""What deployment files (compose, Kubernetes, systemd, CI, Ansible) give to the programs that they start."""

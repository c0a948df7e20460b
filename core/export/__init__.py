"""What leaves the program: frames as files, and the blank ledger to fill in."""

"""What runs when: the jobs, the plan of days to read, and the schedule."""

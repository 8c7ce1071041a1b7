"""The source: windows (what to ask), client (how), judge (what may be believed), recorded (what is shipped)."""

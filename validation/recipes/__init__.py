"""What a paid run is asked for: its recipe or request, read and checked before it is started.

file ──▶ document ──▶ Recipe ──▶ rules (with what a report measured) ──▶ RecipeFinding ──▶ mend
"""

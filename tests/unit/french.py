"""English words that no French sentence holds: an alternative of a pattern."""

ENGLISH = (
    "the|and|of|with|without|from|to|by|against|over|under|which|who|their|there|this|that|these|is|are|was|were|"
    "not|no|all|each|first|last|month|months|day|days|week|year|years|doctor|doctors|needs|visits|calls|delay|"
    "wait|value|unit|lower|higher|difference|baseline|found|assumed|computed|calibrated|opening|closing|opens|"
    "closes|arrival|departure|people|residents|cost|per|run|replication|seed|January|February|March|April|June|"
    "July|August|September|October|November|December|Jan|Feb|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
)

"""The embedded head: a template with a linear basis, joints and weights, as FLAME's container."""

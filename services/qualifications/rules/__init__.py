"""Policy as data: catalogue editions, talent projects, limits, who may do what; and predicates over it."""

"""The policy: tables and predicates, each with its source. What is agreed with one insurer is in
``deploy/partners.yaml``; what is the same for all is here."""

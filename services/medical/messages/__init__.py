"""The commands that the medical service takes and the events that it owns.

Commands come from hospitals and insurers (over Kafka or HTTP), from the office, and from the clock.
An event's fields are public unless its ``withheld`` names them: the published form carries amounts,
references and reasons, never a patient, a diagnosis or a service code.
"""

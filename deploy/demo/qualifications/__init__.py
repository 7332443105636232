"""The qualifications half of the day: mock proposers, experts, officers, and the deciding authority."""

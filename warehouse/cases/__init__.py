"""Cases: what the codes of one operation cost in an office, a hospital outpatient department and an ASC."""

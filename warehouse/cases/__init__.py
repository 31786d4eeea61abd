"""Price a case: the codes of one operation in an office, a hospital outpatient department and an ASC."""

"""Print a code's payment in Alabama, its payments by site, and the CMS source files.

python examples/one_code.py 20957 2026-02-01
"""

import sys
from datetime import date

from cmsfees import open_snapshot


def main(code: str, on: date) -> None:
    with open_snapshot() as fees:
        row = fees.payment(code, on, mac="10112", locality="00", setting="facility")
        print(f"{code} in Alabama: {row['payment'] or row['payment_status']} ({row['reason']})")
        for site in fees.sites(code, on):
            print(
                f"{site['site']:20} {site['total_payment'] or '-':>12}  "
                f"{site['payment_status']}: {site['reason']}"
            )
        for source in fees.card(code, on)["sources"]:
            print(f"{source['label']}: {source['sha256'][:16]}… {', '.join(source['members'])}")


if __name__ == "__main__":
    main(sys.argv[1], date.fromisoformat(sys.argv[2]))

// The card of a code as JSON, for a web page.
//   npm ci --prefix examples
//   node examples/card.mjs "$CMSFEES_HOME/snapshots/latest/cmsfees.duckdb" 20957 2026-02-01

import { realpathSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

const [file, code, on] = process.argv.slice(2)
// DuckDB keeps a database by its path: resolve the channel to the snapshot it points to now.
const instance = await DuckDBInstance.create(realpathSync(file), { access_mode: 'READ_ONLY' })
const connection = await instance.connect()
const reader = await connection.runAndReadAll('SELECT code_card($1, $2::DATE)::VARCHAR', [code, on])
const card = JSON.parse(reader.getRows()[0][0])

console.log(`${card.code} on ${card.service_date}: ${card.status}`)
for (const site of card.site_of_service) {
  console.log(`${site.site}: ${site.total_payment ?? site.payment_status} (${site.reason})`)
}
for (const source of card.sources) console.log(`${source.label} ${source.url}`)

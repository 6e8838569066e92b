# Sourced: a chain in which every kind of statement is at work, on tables with rows.
manifest r1 '' <<'YAML'
upgrade:
  - create_table:
      name: customer
      columns:
        - {name: id, type: integer, primary_key: true}
        - {name: name, type: string(40), nullable: false}
  - create_table:
      name: purchase
      columns:
        - {name: id, type: integer, primary_key: true, autoincrement: true}
        - {name: customer, type: integer, nullable: false}
        - {name: amount, type: integer}
      foreign_keys:
        - {columns: [customer], references: {table: customer, columns: [id]}}
  - insert: {table: customer, rows: [{id: 1, name: Ada}, {id: 2, name: Grace}]}
  - execute:
      sql: |
        INSERT INTO purchase (customer, amount) VALUES (1, 10), (2, 20)
        GO
        INSERT INTO purchase (customer, amount) SELECT customer, amount + 1 FROM purchase
downgrade:
  - drop_table: {name: purchase}
  - drop_table: {name: customer}
YAML
manifest r2 r1 <<'YAML'
upgrade:
  - add_column:
      table: purchase
      column: {name: paid, type: boolean, nullable: false}
      fill: false
  - create_index: {name: ix_purchase_amount, table: purchase, columns: [{column: amount, desc: true}]}
downgrade:
  - drop_index: {name: ix_purchase_amount, table: purchase}
  - drop_column: {table: purchase, column: paid}
YAML
manifest r3 r2 <<'YAML'
upgrade:
  - alter_column: {table: customer, column: name, type: string(80), default: nobody}
  - create_check_constraint: {name: ck_purchase_amount, table: purchase, check: amount > 0}
  - create_view: {name: paid_purchase, as: SELECT id FROM purchase WHERE paid}
downgrade:
  - drop_view: {name: paid_purchase}
  - drop_constraint: {name: ck_purchase_amount, table: purchase, kind: check}
  - alter_column: {table: customer, column: name, type: string(40), default: null}
YAML
manifest r4 r3 <<'YAML'
upgrade:
  - drop_view: {name: paid_purchase}
  - rename_table: {from: purchase, to: sale}
  - drop_column: {table: sale, column: paid}
downgrade:
  - add_column: {table: sale, column: {name: paid, type: boolean, nullable: false}, fill: false}
  - rename_table: {from: sale, to: purchase}
  - create_view: {name: paid_purchase, as: SELECT id FROM purchase WHERE paid}
YAML

package sqlite

import "database/sql"

// Exec runs a statement on the database file, as another program would.
func Exec(path, statement string) error {
	db, err := sql.Open("sqlite", dsn(path, "immediate"))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}

package sqlite

import (
	"context"
	"database/sql"
	"sync"
)

// A source is where statements are prepared and, those that are not kept, run.
type source interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// keptStatements bounds how many statements are kept. The store has fewer; what
// is beyond, a filter in an unusual combination, is prepared each time.
const keptStatements = 300

// prepared runs statements of a source and keeps them prepared: to prepare one
// takes SQLite as long as to run it.
type prepared struct {
	source source
	mu     sync.RWMutex
	kept   map[string]*sql.Stmt
}

func newPrepared(s source) *prepared { return &prepared{source: s, kept: map[string]*sql.Stmt{}} }

// statement returns the kept statement of a query; nil where it is not kept.
func (p *prepared) statement(ctx context.Context, query string) *sql.Stmt {
	p.mu.RLock()
	stmt := p.kept[query]
	p.mu.RUnlock()
	if stmt != nil {
		return stmt
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if stmt = p.kept[query]; stmt != nil || len(p.kept) >= keptStatements {
		return stmt
	}
	stmt, err := p.source.PrepareContext(ctx, query) //nolint:sqlclosecheck // kept until the database is closed
	if err != nil {
		return nil // it is run as it is, and fails with its own error
	}
	p.kept[query] = stmt
	return stmt
}

// ExecContext runs a statement that returns no rows.
func (p *prepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if stmt := p.statement(ctx, query); stmt != nil { //nolint:sqlclosecheck // kept until the database is closed
		return stmt.ExecContext(ctx, args...)
	}
	return p.source.ExecContext(ctx, query, args...)
}

// QueryContext runs a query.
func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if stmt := p.statement(ctx, query); stmt != nil { //nolint:sqlclosecheck // kept until the database is closed
		return stmt.QueryContext(ctx, args...)
	}
	return p.source.QueryContext(ctx, query, args...)
}

// QueryRowContext runs a query for one row.
func (p *prepared) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if stmt := p.statement(ctx, query); stmt != nil { //nolint:sqlclosecheck // kept until the database is closed
		return stmt.QueryRowContext(ctx, args...)
	}
	return p.source.QueryRowContext(ctx, query, args...)
}

// close closes the statements.
func (p *prepared) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for query, stmt := range p.kept {
		_ = stmt.Close() // the connections are closed next
		delete(p.kept, query)
	}
}

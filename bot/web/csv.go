package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"payhelp/bot/desk"
)

// A table is what a CSV file has, the names of its columns first.
type table [][]any

// writeReport answers with v, or with ?format=csv with the table that rows
// returns, as a file called name.
func (s *Server) writeReport(w http.ResponseWriter, r *http.Request, name string, v any, rows func() table) error {
	switch format := r.URL.Query().Get("format"); format {
	case "", "json":
		return writeJSON(w, http.StatusOK, v)
	case "csv":
	default:
		return badRequest("format", "format is json or csv")
	}
	data, err := encodeCSV(rows())
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="payhelp-%s-%s.csv"`, name, day(s.now())))
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(data) // nobody can be told of a broken connection
	return nil
}

// encodeCSV writes a table as RFC 4180 has it, with the byte order mark by
// which spreadsheets know UTF-8.
func encodeCSV(t table) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	for _, row := range t {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = cell(v)
		}
		if err := w.Write(cells); err != nil {
			return nil, fmt.Errorf("write CSV: %w", err)
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// cell is a value as a spreadsheet reads it; text is never a formula to it.
func cell(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case *int:
		if v == nil {
			return ""
		}
		return strconv.Itoa(*v)
	case float64:
		return strconv.FormatFloat(v, 'f', 3, 64)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.In(desk.ChinaTime).Format("2006-01-02 15:04:05")
	case string:
		return harmless(v)
	}
	return harmless(fmt.Sprint(v))
}

// harmless returns text that no spreadsheet takes for a formula: what begins,
// after spaces and control characters that some skip, with a sign that begins
// one gets an apostrophe before it.
func harmless(s string) string {
	first := strings.TrimLeft(s, " \t\r\n\v\f\u00a0\u200b\ufeff")
	if first != "" && strings.ContainsAny(first[:1], "=+-@|%") || strings.HasPrefix(first, "＝") || strings.HasPrefix(first, "＋") ||
		strings.HasPrefix(first, "－") || strings.HasPrefix(first, "＠") || s != first && strings.ContainsAny(s[:1], "\t\r\n") {
		return "'" + s
	}
	return s
}

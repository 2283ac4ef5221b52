package desk

import (
	"context"

	"payhelp/knowledge"
	"payhelp/locales"
)

// KnowledgeChanged notes the facts of the base that is in use now, so that
// changes are known and those who were told the old value can be found.
func (s *Service) KnowledgeChanged(ctx context.Context, base *knowledge.Base) error {
	values := make(map[string]string, len(base.Facts))
	for id, f := range base.Facts {
		values[id] = f.Value.Format(locales.English)
	}
	return s.Store.RecordFacts(ctx, values, s.now())
}

package desk

import (
	"context"
	"time"

	"payhelp/bot"
	"payhelp/index"
	"payhelp/knowledge"
)

// Article returns the Reply that shows an article without a question, with the
// places that help with it, nearest to from where that is known; nil where
// there is no article of that id. holidays is nil for the Calendar of the program.
func Article(ctx context.Context, ix *index.Index, id, lang string, from *index.Point, holidays *Calendar, now time.Time) (*bot.Reply, error) {
	reply := bot.ComposeArticle(ix.Base(), id, lang, knowledge.DateOf(now.In(ChinaTime)))
	if reply == nil {
		return nil, nil
	}
	if err := holidays.addPlaces(ctx, ix, reply, from, "", now); err != nil {
		return nil, err
	}
	return reply, nil
}

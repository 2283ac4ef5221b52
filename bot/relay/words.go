package relay

import "fmt"

// What officers and clerks are told alone. They read Chinese.
const (
	saidNotLinked     = "您的账号还没有和服务台关联，所以这里的操作和回复不会生效。请在服务台“我的账号”里取得关联码，然后发送 /payhelp link 关联码。您写在这里的话只作为内部备注。"
	saidOutside       = "您属于其他工作区，不能处理案件。您写在这里的话只作为内部备注。"
	saidTakeFirst     = "案件还没有人接手，这条消息只作为内部备注。请先按“接手”。"
	saidClosed        = "案件已经办结，这条消息只作为内部备注。"
	saidNoCase        = "这个案件已经不存在。"
	saidFailed        = "没有发给访客：%s"
	saidNoTranslation = "翻译服务没有回应。请稍后再发，或用“回复”选文章、常用语。"
	saidTranslated    = "访客读到的机器译文："
	saidNoFiles       = "文件不能发给访客，已记为内部备注。"

	saidLinked     = "关联成功：您在这里就是 %s。"
	saidWrongCode  = "关联码不对、已用过或已过期。请在服务台重新取得。"
	saidTooMany    = "试得太多了，请十分钟后再试。"
	saidUnlinked   = "关联已解除。"
	saidNoLink     = "您的账号没有关联。"
	saidHelp       = "用法：\n/payhelp 问题 —— 替客人提问，答复在私信里，同一讨论串可以继续问\n/payhelp link 关联码 —— 关联服务台账号\n/payhelp unlink —— 解除关联\n在案件讨论串里：接手人的消息直接发给访客；以 // 开头的是内部备注；其他人的消息都是内部备注。"
	saidAnswered   = "答复在与我的私信里。"
	saidTooLong    = "问题太长，或者这个讨论串已经太长。请写短一些，或另起一个讨论串。"
	saidCalled     = "已呼叫服务台。%s"
	saidEmpty      = "请在命令后面写问题，例如：/payhelp 客人的卡绑不上支付宝"
	saidNotAllowed = "您的权限不能这样做。"

	wrongChoice   = "请选一篇文章或一句常用语，或者写一段话，二选一。"
	wrongSlot     = "请填写。"
	wrongReason   = "请选办结原因。"
	wrongLanguage = "请选客人的语言。"

	noteFile   = "（文件：%s，没有发给访客）"
	noteBy     = "%s（未关联）：%s"
	noteByGues = "%s（外部）：%s"
)

// ownedBySomebody tells who has a case.
func ownedBySomebody(name string) string { return fmt.Sprintf("%s 正在处理这个案件。", name) }

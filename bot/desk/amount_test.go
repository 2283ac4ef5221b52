package desk

import (
	"slices"
	"testing"
)

func TestAmounts(t *testing.T) {
	for text, want := range map[string][]Amount{
		"I paid ¥1,500.00 twice":                {{"¥1,500.00", 1500, "CNY", "1,500元"}},
		"it took 200 yuan and 30.5 dollars":     {{"200 yuan", 200, "CNY", "200元"}, {"30.5 dollars", 30.5, "USD", "30.5美元"}},
		"扣了5000元没出钞":                            {{"5000元", 5000, "CNY", "5,000元"}},
		"5万元":                                   {{"5万元", 50000, "CNY", "50,000元"}},
		"3000元を引き出した":                           {{"3000元", 3000, "CNY", "3,000元"}},
		"списали 1 200 юаней":                   {{"1 200 юаней", 1200, "CNY", "1,200元"}},
		"1.500,50 € abgebucht":                  {{"1.500,50 €", 1500.5, "EUR", "1,500.5欧元"}},
		"$20 fee":                               {{"$20", 20, "USD", "20美元"}},
		"10,000円":                               {{"10,000円", 10000, "JPY", "10,000日元"}},
		"room 1204, error 4201, call 95516":     nil,
		"no money":                              nil,
		"RMB 300":                               {{"RMB 300", 300, "CNY", "300元"}},
		"1.5 yuan":                              {{"1.5 yuan", 1.5, "CNY", "1.5元"}},
		"I have 20,000 yuan, and then 10 euros": {{"20,000 yuan", 20000, "CNY", "20,000元"}, {"10 euros", 10, "EUR", "10欧元"}},
	} {
		if got := amountsOf(text); !slices.Equal(got, want) {
			t.Errorf("amountsOf(%q) = %v, want %v", text, got, want)
		}
	}
}

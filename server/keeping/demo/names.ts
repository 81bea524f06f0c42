/** Invented people: surnames and given names that are common in Japan, real variant characters (外字・異体字) among them. */
const surnames = `佐藤 さとう|鈴木 すずき|髙橋 たかはし|田中 たなか|伊藤 いとう|渡邉 わたなべ|山本 やまもと|中村 なかむら|小林 こばやし|加藤 かとう|\
𠮷田 よしだ|山田 やまだ|佐々木 ささき|山口 やまぐち|松本 まつもと|井上 いのうえ|木村 きむら|林 はやし|齋藤 さいとう|清水 しみず|\
山﨑 やまざき|森 もり|池田 いけだ|橋本 はしもと|阿部 あべ|石川 いしかわ|山下 やました|中島 なかじま|石井 いしい|小川 おがわ|\
前田 まえだ|岡田 おかだ|長谷川 はせがわ|藤田 ふじた|後藤 ごとう|近藤 こんどう|村上 むらかみ|遠藤 えんどう|青木 あおき|坂本 さかもと|\
斉藤 さいとう|福田 ふくだ|太田 おおた|西村 にしむら|藤井 ふじい|金子 かねこ|岡本 おかもと|藤原 ふじわら|三浦 みうら|中野 なかの|\
原田 はらだ|松田 まつだ|竹内 たけうち|小野 おの|田村 たむら|中山 なかやま|和田 わだ|石田 いしだ|森田 もりた|上田 うえだ|\
濵田 はまだ|德永 とくなが|栁沢 やなぎさわ|瀨戸 せと|渡邊 わたなべ|葛󠄀西 かさい|神\uFA19谷 かみや|宮﨑 みやざき|髙木 たかぎ|𠮷野 よしの`
const givenNames = `美咲 みさき|健一 けんいち|直子 なおこ|大輔 だいすけ|恵子 けいこ|翔太 しょうた|裕子 ゆうこ|拓也 たくや|真由美 まゆみ|亮 りょう|\
さやか さやか|俊介 しゅんすけ|千尋 ちひろ|誠 まこと|彩 あや|浩二 こうじ|由紀 ゆき|直樹 なおき|陽子 ようこ|隆 たかし|\
麻衣 まい|和也 かずや|智子 ともこ|達也 たつや|久美子 くみこ|哲也 てつや|葵 あおい|悟 さとる|文子 ふみこ|一樹 かずき|\
あゆみ あゆみ|茂 しげる|香織 かおり|修 おさむ|明日香 あすか|剛 つよし|綾 あや|聡 さとし|里奈 りな|徹 とおる|\
優子 ゆうこ|慎吾 しんご|愛 あい|秀樹 ひでき|典子 のりこ|康平 こうへい|めぐみ めぐみ|進 すすむ|幸子 さちこ|大樹 だいき`

const listed = (text: string) => text.replace('神\uFA19', '\uFA19').split('|').map((pair) => {
  const [name = '', kana = ''] = pair.trim().split(' ')
  return { name, kana }
})
const [surnameList, givenList] = [listed(surnames), listed(givenNames)]

/** The n-th invented person. All 3,500 pairs come before one comes twice. */
export function inventedName(n: number): { name: string; kana: string } {
  const surname = surnameList[n % surnameList.length]!
  const given = givenList[(n * 7 + Math.floor(n / surnameList.length) * 11) % givenList.length]!
  return { name: `${surname.name} ${given.name}`, kana: `${surname.kana}　${given.kana}` }
}

/** Surnames and given names in a fixed order, for tests. */
export const pairsMax = surnameList.length * givenList.length

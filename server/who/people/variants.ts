/**
 * Characters that stand for one another when names are typed: old forms, everyday variants of family registers, and forms
 * that Windows knows but Unicode does not unify (髙 﨑). The first of each group is what a search key holds; groups are in
 * its code point order. Not listed: what NFKC unifies (U+F900…), and characters that make a different name (坂 阪).
 */
const groups = `
  万萬 与與 両兩 並竝 乗乘 乱亂 亀龜 予豫 争爭 亜亞 仏佛 仮假 会會 伝傳 体體 余餘 侠俠 価價 倶俱 倹儉 兎兔莵 児兒 党黨 内內 円圓 写寫冩 凛凜 処處 剣劍劔劒剱 剤劑 剥剝 剰剩 励勵 労勞 効效
  勅敕 勧勸 勲勳勛 区區 医醫 単單 卯夘 即卽 厩廐 厳嚴 参參 双雙 収收 叙敍敘 台臺 号號 吉𠮷 呂吕 呉吳 哲喆 喜㐂 営營 嘘噓 嘱囑 噛嚙 器噐 嚢囊 回囘 団團 囲圍 図圖 国國圀 圏圈 園薗 土圡 圧壓
  堕墮 堯尭 場塲 塁壘 塩鹽 填塡 増增 壊壞 壌壤 壮壯 声聲 壱壹 売賣 壷壺 変變 奥奧 奨奬獎 姉姊 姫姬 嬢孃 学學斈 宝寶寳 実實 宮宫 富冨 寛寬 寝寢 対對 寿壽 専專 将將 尽盡 届屆 屏屛 属屬 岡崗
  岳嶽 峡峽 峰峯 島嶋嶌㠀 崎﨑嵜㟢 巌巖嵒嵓 巣巢 巻卷 帯帶 帰歸 庁廳 広廣 床牀 廟庿 弁辨瓣辯 弐貳 弥彌 強强 弾彈 当當 彦彥 往徃 従從 徳德 徴徵 応應 恋戀 恒恆 恵惠 悦悅 悩惱 悪惡 惨慘 慎愼
  懐懷 戦戰 戸戶 戻戾 払拂 抜拔 択擇 拝拜 拠據 拡擴 挙擧 挿插 捜搜 掴摑 掻搔 揺搖 携攜 摂攝 撃擊 撹攪 教敎 数數 斉斎齋齊 断斷 既旣 旧舊 昂昻 昇曻 昼晝 晃晄 晋晉 暁曉 暖煖 暦曆 曹曺 曽曾
  条條 来來 杰傑 松枩柗 枡桝 枢樞 柏栢 柳栁桺 栄榮 栖棲 桑桒 桜櫻 桟棧 桧檜 梅楳 検檢 楕橢 楼樓 楽樂 様樣 槙槇 権權 横橫 橋槗𣘺 欅﨔 欠缺 欧歐 歓歡 歩步 歯齒 歴歷 残殘 殴毆 殻殼 気氣 氷冰
  決决 沖冲 没沒 沢澤 況况 浄淨 浅淺 浜濱濵 涌湧 涙淚 涜瀆 涼凉 淵渕渊 清淸 渇渴 済濟 渉涉 渋澁澀 渓溪 減减 温溫 湾灣 湿濕 満滿 溌潑 準凖 滝瀧 滞滯 潜潛 瀬瀨 灯燈 炉爐 点點 為爲 焔焰 焼燒
  熙煕凞 燿耀 爾尓 犠犧 状狀 独獨 猟獵 献獻 獣獸 瑠璢 瑶瑤 瓶甁 産產 画畫 略畧 畳疊 疎疏 痩瘦 痴癡 癒瘉 発發 皐皋臯 盗盜 県縣 真眞 砕碎 砺礪 礼禮 祢禰 祷禱 禄祿 禅禪 秋穐龝 秘祕 称稱 税稅
  稚穉 稲稻 穂穗 穏穩 穣穰 窃竊 窓窗 竈竃 竜龍 筝箏 箪簞 籠篭 粋粹 粛肅 糧粮 糸絲 経經 絵繪 絶絕 継繼 続續 総總 緑綠 緒緖 縁緣 縄繩 縦縱 繊纖 繋繫 繍繡 缶罐 群羣 翻飜 耕畊 聟婿 聡聰 聴聽
  胆膽 脱脫 脳腦 臈﨟 臓臟 舎舍 船舩 艶艷 芦蘆 芸藝 茎莖 草艸 荘莊 莱萊 萌萠 蒋蔣 蓑簑 蔵藏 蕊蘂 薫薰 薬藥 藪薮籔 虎乕 虚虛 虫蟲 蛍螢 蛎蠣 蛮蠻 蝉蟬 蝋蠟 蝿蠅 衆眾 衛衞 装裝 裏裡 裴裵
  覚覺 覧覽 観觀 触觸 訳譯 証證 誉譽 説說 読讀 諌諫 謡謠 譲讓 讃讚 豊豐 賎賤 賛贊 践踐 躯軀 転轉 軽輕 輌輛 辞辭 辺邊邉 迩邇 逓遞 遅遲 遥遙 郎郞 郷鄕鄉 酔醉 醤醬 醸釀 釈釋 野埜 鉄鐵銕
  鉱鑛礦 銭錢 鋭銳 鋳鑄 錆銹 錬鍊 録錄 鎖鏁 鎮鎭 鑑鑒 間閒 関關 閲閱 闘鬪 陥陷 険險 随隨 隠隱 隣鄰 隷隸 雁鴈 雑雜 霊靈 青靑 静靜 頚頸 頬頰 頼賴 顔顏 顕顯 顛顚 館舘 駅驛 駆驅 騒騷 験驗
  騨驒 髄髓 高髙 髪髮 鯵鰺 鴎鷗 鴬鶯 鶏鷄雞 鶴靏靍靎鸖 鹸鹼 麦麥 麹麴 麺麵 黄黃 黒黑 黙默 齢齡
`

/** Radicals that look like a whole character; text copied out of a PDF is full of them. */
const radicals = '民⺠ 虎⻁ 西⻄ 角⻆ 長⻑ 青⻘ 食⻝ 鬼⻤ 麦⻨ 黄⻩ 斉⻫ 歯⻭ 竜⻯ 亀⻲'

/** From each variant to the character that a search key holds instead. */
export const plainForm: ReadonlyMap<string, string> = new Map(`${groups} ${radicals}`.trim().split(/\s+/)
  .flatMap((group) => [...group].slice(1).map((variant) => [variant, [...group][0]!] as const)))

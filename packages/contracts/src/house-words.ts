/** Words that say thank you or all right and ask for nothing (metrics.md, "Courtesies"). */
export const COURTESIES: readonly string[] = [
  // zh-CN and zh-TW
  ...'好|好的|好吧|好滴|好嘞|好好|好的好的|行|行吧|可以|可以的|没事|沒事|没事了|沒事了|没关系|沒關係|嗯|嗯嗯|嗯呢|恩|恩恩|哦|哦哦|噢|收到|知道|知道了|明白|明白了|了解|了解了|清楚了'.split(
    '|',
  ),
  ...'谢谢|謝謝|谢谢你|謝謝你|谢谢您|謝謝您|谢谢亲|多谢|多謝|感谢|感謝|谢了|謝了|谢谢了|非常感谢|非常感謝|太感谢了|辛苦了|辛苦|麻烦了|麻煩了|再见|再見|拜拜|晚安'.split(
    '|',
  ),
  // en
  ...'ok|okay|k|okey|yes|yep|sure|fine|great|good|perfect|thanks|thank you|thank u|thx|ty|tks|thanks a lot|many thanks|thank you very much|thank you so much|got it|i see|understood|alright|all right|noted|bye|goodbye|cheers'.split(
    '|',
  ),
];

/** Words that only ask for patience (metrics.md, "Fillers"). */
export const FILLERS: readonly string[] = [
  ...'稍等|稍等下|稍等一下|请稍等|請稍等|请稍等一下|請稍等一下|亲稍等|親稍等|亲稍等一下|亲请稍等|稍等片刻|请稍候|請稍候|稍候|等一下|等下|等等|等我一下|马上|馬上|马上来|马上就来|在|在的|在的亲|亲在的|您好在的|我看一下|我看下|我查一下|我查下|我帮您查一下|帮您查一下|帮您看一下|我帮您看一下|正在查询|正在为您查询|正在處理|正在处理'.split(
    '|',
  ),
  ...'one moment|one moment please|just a moment|just a moment please|a moment please|one second|one sec|just a sec|just a second|please wait|please hold on|hold on|hold on please|hang on|bear with me|let me check|let me see|be right with you'.split(
    '|',
  ),
];

/** Words that only call somebody: they make a filler no answer. */
export const VOCATIVES: readonly string[] = ['亲', '親', '亲亲', '您好', '你好', 'hi', 'hello', 'dear'];

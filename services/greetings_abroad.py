# ruff: noqa: E501 - one sentence, one line: they are read beside each other
"""`services.greetings` in the other languages, as a kind shop person would write them there.

Found by the Japanese sentence they say again; a test keeps every one of them complete.
"""

from collections.abc import Mapping
from typing import Final

from conversations.locales import Locale
from models.contact import Contact
from services import greetings as g
from services.languages import language_of

ENGLISH: Final[Mapping[str, str]] = {
    g.HELLO: "This is {shop}. Thank you for adding us.\n\nWe are here for everything that comes after a purchase. If you have a purchase code (the eight characters after “SN-”), just send it here. If you cannot find it, send your order number and the last four digits of your telephone number.",
    g.LANGUAGES: "日本語: 「日本語」 / 中文：請傳「中文」 / ภาษาไทย: พิมพ์ “ไทย”",
    g.LANGUAGE_CHOSEN: "Of course. We will write to you in English from now on.",
    g.WELCOME_BACK: "Welcome back, {name}. It is good to talk to you again. We go on where we left off.",
    g.WELCOME_BACK_STOPPED: "Welcome back, {name}. Our messages are still stopped, as you wished. Write “resume” whenever you want them again.",
    g.CLAIMED: "Thank you, {name}. We have found your purchase: {product}.",
    g.CLAIMED_ENDED: "We have found your order of {product}. It has been cancelled, refunded or returned. If that surprises you, write “human”.",
    g.STILL_STOPPED: "Our messages are still stopped, as you wished. Write “resume” to get them.",
    g.WHAT_COMES: "We will write to you about the delivery and the first days of use, and after a while ask “so, how is it going?” (a few messages in the beginning, then one or two a month).",
    g.SHEET_HOW: "Read this with LINE’s camera and send the text that appears, just as it is.",
    g.HOW_TO_STOP: "Write “stop” and we stop; write “human” and a person answers. At any time.",
    g.ALREADY_YOURS: "That code is already with us. Thank you for buying {product}.",
    g.TAKEN: "This code seems to be in use in somebody else’s chat already. If that was not you, write “human” and we will look into it.",
    g.EXPIRED: "This code has expired. Please write “human”: we will check your order and connect you.",
    g.MISTYPED: "One character of the code may be different. Could you send the eight characters after “SN-” once more? (The digits 0 and 1 and the letters I, L, O, U are never used.)",
    g.UNKNOWN: "We could not find a purchase with this code. Please check it once more, send your order number and the last four digits of your telephone number, or write “human”.",
    g.ORDER_NEEDS_PHONE: "Thank you for the number. So that we know it is you, please send your order number and the last four digits of the telephone number you ordered with, both in one message. (Like this: A-1001 5678)",
    g.ORDER_UNKNOWN: "We could not match this order number with these last four digits of a telephone number. Please check once more, or write “human”.",
    g.THROTTLED: "There have been several codes in a row, so we need a little time. Please try again in about an hour, or write “human”.",
    g.STOPPED: "Understood. We have stopped all our messages.\nWrite “resume” if you want them again. You can ask us anything here at any time.",
    g.STOPPED_CASE_GOES_ON: "About the matter you told us of, {staff} will still write to you here.",
    g.RESUMED: "Our messages are on again. Nice to be with you, {name}.",
    g.OWN_HOUR: "Understood. From now on we write at about {hour} o'clock.\n(News of your parcel come when there is news. If you meant the hour of the delivery, write “human”.)",
    g.ANY_HOUR: "Understood. We will choose a good hour ourselves.",
    g.AWAY: "Understood. {name}, we will be silent until {day}. Have a good time.\nTo begin earlier, write “resume”. You can write to us here at any time.",
    g.HUMAN: "Certainly. {staff} will write to you here by {promise}. You can go on and write what it is about.",
    g.HUMAN_ALREADY: "{staff} is looking into it and will write to you here by {promise}. What you add will reach us, too.",
    g.HUMAN_LATE: "We are sorry to keep you waiting. {staff} has just been told once more and will write to you here.",
    g.BELATED: "{name}, we have not written to you by the time we promised, and we are sorry. What you told us has reached us.\n{staff} will write to you here by {promise}.",
    g.HUMAN_TALKING: "{staff} has been told and will answer here. Please just write what it is about.",
    g.HEALTH: "Thank you for telling us. First of all, please stop using it. If your symptoms are severe, please see a doctor.\n{staff} will write to you here in person by {promise}.",
    g.UNHAPPY: "Thank you for telling us. {staff} will look into it and write to you here by {promise}.",
    g.QUESTION: "Thank you for asking. A person will answer: {staff} will write to you here by {promise}.",
    g.DELIVERY_KNOWN: "{delivery_known} We will tell you here when there is news. If anything else is on your mind, write “human”.",
    g.HEARD: "Thank you for your message. Our staff will read it. If it is urgent, write “human”.",
    g.SHARE: "Thank you. Here is the link to a page you can send to a friend. {share_disclosure}\nYour name is not shown there.",
    g.SHARE_BUTTON: "Send with LINE",
    g.WITHDRAWN: "Understood. We take your words back and remove them from our pages; please give us a moment. We will not ask you as a partner any more.",
    g.PARTNER_OFF: "Understood. We will not ask you as a partner any more. Thank you for all you gave us.",
    g.NOTHING_SHOWN: "None of your words are shown at the moment, and you are not asked anything as a partner. If something is on your mind, write “human”.",
    g.STAFF_BOUND: "{staff}, from now on alerts about cases come to this LINE.",
    g.STAFF_CODE_OVER: "That link code has expired. Please make a new one on “My page” in the console.",
}
CHINESE: Final[Mapping[str, str]] = {
    g.HELLO: "這裡是{shop}，謝謝您加我們為好友。\n\n購買之後的大小事，都可以在這個聊天室找我們。若您手邊有購買代碼（「SN-」後面的8個字元），請直接傳給我們。找不到代碼時，請傳訂單編號和電話號碼的末4碼。",
    g.LANGUAGES: "日本語：「日本語」 / English: send “English” / ภาษาไทย: พิมพ์ “ไทย”",
    g.LANGUAGE_CHOSEN: "好的，之後我們會用中文跟您聯絡。",
    g.WELCOME_BACK: "{name}，歡迎回來。能再跟您聊聊，真開心。我們從上次的地方慢慢繼續。",
    g.WELCOME_BACK_STOPPED: "{name}，歡迎回來。通知目前仍然停止中。想再收到時，請傳「恢復通知」。",
    g.CLAIMED: "{name}，謝謝您。已經確認您購買了{product}。",
    g.CLAIMED_ENDED: "已經找到您的{product}訂單。這筆訂單已取消、退款或退貨。若與您的認知不同，請傳「真人客服」。",
    g.STILL_STOPPED: "通知目前仍然停止中。想收到時，請傳「恢復通知」。",
    g.WHAT_COMES: "配送的消息、剛開始使用的訣竅，以及過一陣子的「最近用起來如何呢？」（剛開始幾則，之後每個月1、2則）。",
    g.SHEET_HOW: "請用LINE的相機掃描，並將出現的文字直接送出。",
    g.HOW_TO_STOP: "隨時傳「停止通知」就會停止；傳「真人客服」，會由專員回覆您。",
    g.ALREADY_YOURS: "這個代碼已經確認過了。謝謝您購買{product}。",
    g.TAKEN: "這個代碼似乎已經在別的聊天室使用了。若您沒有印象，請傳「真人客服」，我們會幫您查明。",
    g.EXPIRED: "這個代碼已經過期了。麻煩您傳「真人客服」，我們確認訂單後為您連結。",
    g.MISTYPED: "代碼可能有一個字不一樣。可以請您再傳一次「SN-」後面的8個字元嗎？（不會使用數字0和1，以及字母 I、L、O、U）",
    g.UNKNOWN: "找不到這個代碼的購買紀錄。請再確認一次，或傳訂單編號和電話號碼的末4碼，也可以傳「真人客服」。",
    g.ORDER_NEEDS_PHONE: "謝謝您提供號碼。為了確認是您本人，請將訂單編號和訂購時電話號碼的末4碼，一起傳給我們。（例如：A-1001 5678）",
    g.ORDER_UNKNOWN: "這個訂單編號和電話末4碼無法對上。請再確認一次，或傳「真人客服」。",
    g.THROTTLED: "因為連續確認了好幾次代碼，請稍等一下。大約1小時後再試，或傳「真人客服」。",
    g.STOPPED: "好的，我們已經停止所有通知。\n想再收到時，請傳「恢復通知」。有任何問題，隨時都可以在這裡問我們。",
    g.STOPPED_CASE_GOES_ON: "關於您目前詢問的事，{staff}仍會在這裡與您聯絡。",
    g.RESUMED: "通知已經恢復了。{name}，之後也請多多指教。",
    g.OWN_HOUR: "好的，之後會在{hour}點左右跟您聯絡。\n（出貨、送達的通知，有進展時就會傳送。若是指收件的時間，請傳「真人客服」。）",
    g.ANY_HOUR: "好的，聯絡的時間就交給我們安排。",
    g.AWAY: "好的，{name}，{day}之前我們先不打擾您，請好好休息。\n想提早恢復時，請傳「恢復通知」。有事隨時都可以在這裡找我們。",
    g.HUMAN: "好的，{staff}會在{promise}前，於這個聊天室與您聯絡。您也可以先把想說的事寫在這裡。",
    g.HUMAN_ALREADY: "{staff}正在確認，會在{promise}前，於這個聊天室與您聯絡。您補充的內容我們也會收到。",
    g.HUMAN_LATE: "讓您久等了，真的很抱歉。我們剛剛再次通知了{staff}，會在這個聊天室與您聯絡。",
    g.BELATED: "{name}，過了約定的時間還沒有與您聯絡，非常抱歉。您告訴我們的事，我們確實收到了。\n{staff}會在{promise}前，於這個聊天室與您聯絡。",
    g.HUMAN_TALKING: "已經通知{staff}了，會在這個聊天室回覆您，請直接寫下您想說的事。",
    g.HEALTH: "謝謝您告訴我們。請先停止使用。若症狀不舒服，請儘快就醫。\n{staff}會在{promise}前，於這個聊天室親自與您聯絡。",
    g.UNHAPPY: "謝謝您告訴我們。{staff}會確認內容，並在{promise}前於這個聊天室與您聯絡。",
    g.QUESTION: "謝謝您的提問，我們會請專員回覆。{staff}會在{promise}前，於這個聊天室回覆您。",
    g.DELIVERY_KNOWN: "{delivery_known}有進展時會在這裡通知您。若還有擔心的地方，請傳「真人客服」。",
    g.HEARD: "謝謝您的訊息，我們的同事會看。若是急事，請傳「真人客服」。",
    g.SHARE: "謝謝您。這是可以傳給朋友的介紹頁面連結。{share_disclosure}\n對方的頁面上不會出現您的名字。",
    g.SHARE_BUTTON: "用LINE傳送",
    g.WITHDRAWN: "好的，我們會撤下您的話，並從店家頁面移除，請稍等一下。之後也不會再以夥伴的身分請教您。",
    g.PARTNER_OFF: "好的，之後不會再以夥伴的身分請教您。謝謝您一直以來的協助。",
    g.NOTHING_SHOWN: "目前沒有刊登您的話，也沒有以夥伴身分拜託您的事。若有在意的地方，請傳「真人客服」。",
    g.STAFF_BOUND: "{staff}，之後處理通知會傳到這個LINE。",
    g.STAFF_CODE_OVER: "這個連結代碼已經過期了。請在主控台的「我的頁面」產生新的代碼。",
}
THAI: Final[Mapping[str, str]] = {
    g.HELLO: "เราคือ{shop}ค่ะ ขอบคุณที่เพิ่มเราเป็นเพื่อนนะคะ\n\nหลังจากซื้อสินค้าแล้ว มีอะไรคุยกับเราทางแชทนี้ได้เลยค่ะ ถ้ามีรหัสการซื้อ (ตัวอักษร 8 ตัวหลัง “SN-”) ส่งมาที่นี่ได้เลยนะคะ ถ้าหารหัสไม่พบ ส่งหมายเลขคำสั่งซื้อกับเลข 4 ตัวท้ายของเบอร์โทรมาได้เลยค่ะ",
    g.LANGUAGES: "日本語：「日本語」 / English: send “English” / 中文：請傳「中文」",
    g.LANGUAGE_CHOSEN: "ได้เลยค่ะ ต่อไปเราจะเขียนถึงคุณเป็นภาษาไทยนะคะ",
    g.WELCOME_BACK: "{name} ยินดีต้อนรับกลับมานะคะ ดีใจที่ได้คุยกันอีกค่ะ เรามาต่อจากเดิมกันนะคะ",
    g.WELCOME_BACK_STOPPED: "{name} ยินดีต้อนรับกลับมานะคะ ตอนนี้ยังหยุดส่งข้อความไว้ตามที่คุณขอค่ะ ถ้าต้องการอีก พิมพ์ว่า “รับข้อความต่อ” ได้เลยนะคะ",
    g.CLAIMED: "{name} ขอบคุณค่ะ เรายืนยันการซื้อ{product}เรียบร้อยแล้วค่ะ",
    g.CLAIMED_ENDED: "เราพบคำสั่งซื้อ{product}แล้วค่ะ คำสั่งซื้อนี้มีการยกเลิก คืนเงิน หรือคืนสินค้าแล้ว ถ้าไม่ตรงกับที่คุณทราบ พิมพ์ว่า “คุยกับเจ้าหน้าที่” ได้เลยค่ะ",
    g.STILL_STOPPED: "ตอนนี้ยังหยุดส่งข้อความไว้ตามที่คุณขอค่ะ ถ้าต้องการรับ พิมพ์ว่า “รับข้อความต่อ” นะคะ",
    g.WHAT_COMES: "เราจะส่งเรื่องการจัดส่ง เคล็ดลับการใช้ช่วงแรก และอีกสักพักจะถามว่า “ใช้แล้วเป็นอย่างไรบ้างคะ” (ช่วงแรกไม่กี่ข้อความ หลังจากนั้นเดือนละ 1–2 ข้อความค่ะ)",
    g.SHEET_HOW: "สแกนด้วยกล้องของ LINE แล้วส่งข้อความที่ขึ้นมาได้เลยค่ะ",
    g.HOW_TO_STOP: "พิมพ์ “หยุดรับข้อความ” เพื่อหยุดได้ทุกเมื่อ พิมพ์ “คุยกับเจ้าหน้าที่” จะมีคนมาตอบค่ะ",
    g.ALREADY_YOURS: "รหัสนี้ยืนยันไว้แล้วค่ะ ขอบคุณที่ซื้อ{product}นะคะ",
    g.TAKEN: "ดูเหมือนรหัสนี้มีคนอื่นใช้ในแชทอื่นไปแล้วค่ะ ถ้าไม่ใช่คุณ พิมพ์ว่า “คุยกับเจ้าหน้าที่” เราจะตรวจสอบให้ค่ะ",
    g.EXPIRED: "รหัสนี้หมดอายุแล้วค่ะ รบกวนพิมพ์ว่า “คุยกับเจ้าหน้าที่” เราจะตรวจสอบคำสั่งซื้อแล้วเชื่อมให้ค่ะ",
    g.MISTYPED: "รหัสอาจผิดไปหนึ่งตัวค่ะ รบกวนส่งตัวอักษร 8 ตัวหลัง “SN-” อีกครั้งได้ไหมคะ (ไม่มีเลข 0 และ 1 และตัวอักษร I, L, O, U ค่ะ)",
    g.UNKNOWN: "ไม่พบการซื้อจากรหัสนี้ค่ะ รบกวนตรวจสอบอีกครั้ง หรือส่งหมายเลขคำสั่งซื้อกับเลข 4 ตัวท้ายของเบอร์โทร หรือพิมพ์ว่า “คุยกับเจ้าหน้าที่” ค่ะ",
    g.ORDER_NEEDS_PHONE: "ขอบคุณสำหรับหมายเลขค่ะ เพื่อยืนยันว่าเป็นคุณ รบกวนส่งหมายเลขคำสั่งซื้อกับเลข 4 ตัวท้ายของเบอร์โทรที่ใช้สั่งซื้อมาพร้อมกันนะคะ (เช่น A-1001 5678)",
    g.ORDER_UNKNOWN: "หมายเลขคำสั่งซื้อกับเลข 4 ตัวท้ายของเบอร์โทรไม่ตรงกันค่ะ รบกวนตรวจสอบอีกครั้ง หรือพิมพ์ว่า “คุยกับเจ้าหน้าที่” ค่ะ",
    g.THROTTLED: "มีการส่งรหัสหลายครั้งติดกัน ขอเวลาสักครู่นะคะ อีกประมาณ 1 ชั่วโมงลองใหม่ หรือพิมพ์ว่า “คุยกับเจ้าหน้าที่” ค่ะ",
    g.STOPPED: "รับทราบค่ะ เราหยุดส่งข้อความทั้งหมดแล้วค่ะ\nถ้าต้องการอีก พิมพ์ว่า “รับข้อความต่อ” นะคะ มีคำถามอะไรถามในแชทนี้ได้เสมอค่ะ",
    g.STOPPED_CASE_GOES_ON: "ส่วนเรื่องที่คุณแจ้งไว้ {staff}จะติดต่อทางแชทนี้ค่ะ",
    g.RESUMED: "เริ่มส่งข้อความอีกครั้งแล้วค่ะ {name} ฝากตัวด้วยนะคะ",
    g.OWN_HOUR: "รับทราบค่ะ ต่อไปเราจะติดต่อประมาณ {hour} นาฬิกานะคะ\n(เรื่องการจัดส่งจะแจ้งเมื่อมีความคืบหน้า ถ้าหมายถึงเวลารับพัสดุ พิมพ์ว่า “คุยกับเจ้าหน้าที่” ค่ะ)",
    g.ANY_HOUR: "รับทราบค่ะ เราจะเลือกเวลาที่เหมาะให้เองนะคะ",
    g.AWAY: "รับทราบค่ะ {name} เราจะงดส่งข้อความจนถึง{day} พักผ่อนให้เต็มที่นะคะ\nถ้าอยากรับก่อนนั้น พิมพ์ว่า “รับข้อความต่อ” มีอะไรทักมาที่แชทนี้ได้เสมอค่ะ",
    g.HUMAN: "ได้เลยค่ะ {staff}จะติดต่อคุณทางแชทนี้ภายใน{promise}ค่ะ พิมพ์เรื่องที่ต้องการไว้ก่อนได้เลยนะคะ",
    g.HUMAN_ALREADY: "{staff}กำลังตรวจสอบอยู่ค่ะ จะติดต่อคุณทางแชทนี้ภายใน{promise}ค่ะ ข้อความที่เขียนเพิ่มเราก็ได้รับนะคะ",
    g.HUMAN_LATE: "ขออภัยที่ทำให้รอนะคะ เราแจ้ง{staff}อีกครั้งเมื่อครู่นี้แล้ว จะติดต่อคุณทางแชทนี้ค่ะ",
    g.BELATED: "{name} ขออภัยที่เลยเวลานัดแล้วเรายังไม่ได้ติดต่อกลับค่ะ เรื่องที่คุณแจ้งไว้ถึงเราแล้วนะคะ\n{staff}จะติดต่อคุณทางแชทนี้ภายใน{promise}ค่ะ",
    g.HUMAN_TALKING: "แจ้ง{staff}แล้วค่ะ จะตอบทางแชทนี้ พิมพ์เรื่องที่ต้องการได้เลยนะคะ",
    g.HEALTH: "ขอบคุณที่แจ้งให้เราทราบค่ะ ก่อนอื่นขอให้หยุดใช้ก่อนนะคะ ถ้ามีอาการรุนแรง โปรดไปพบแพทย์ค่ะ\n{staff}จะติดต่อคุณโดยตรงทางแชทนี้ภายใน{promise}ค่ะ",
    g.UNHAPPY: "ขอบคุณที่แจ้งให้เราทราบค่ะ {staff}จะตรวจสอบและติดต่อคุณทางแชทนี้ภายใน{promise}ค่ะ",
    g.QUESTION: "ขอบคุณที่ถามมานะคะ เราจะให้เจ้าหน้าที่ตอบค่ะ {staff}จะตอบทางแชทนี้ภายใน{promise}ค่ะ",
    g.DELIVERY_KNOWN: "{delivery_known} มีความคืบหน้าเราจะแจ้งทางแชทนี้ค่ะ ถ้ามีอะไรเป็นห่วง พิมพ์ว่า “คุยกับเจ้าหน้าที่” ได้เลยค่ะ",
    g.HEARD: "ขอบคุณสำหรับข้อความค่ะ ทีมงานจะอ่านนะคะ ถ้าเร่งด่วน พิมพ์ว่า “คุยกับเจ้าหน้าที่” ได้เลยค่ะ",
    g.SHARE: "ขอบคุณนะคะ นี่คือลิงก์หน้าแนะนำที่ส่งให้คนรู้จักได้ค่ะ {share_disclosure}\nชื่อของคุณจะไม่ปรากฏในหน้านั้นค่ะ",
    g.SHARE_BUTTON: "ส่งทาง LINE",
    g.WITHDRAWN: "รับทราบค่ะ เราจะถอดข้อความของคุณออกจากหน้าของร้าน ขอเวลาสักครู่นะคะ และจะไม่รบกวนในฐานะพาร์ตเนอร์อีกค่ะ",
    g.PARTNER_OFF: "รับทราบค่ะ เราจะไม่รบกวนในฐานะพาร์ตเนอร์อีก ขอบคุณสำหรับที่ผ่านมานะคะ",
    g.NOTHING_SHOWN: "ตอนนี้ไม่มีข้อความของคุณที่แสดงอยู่ และไม่มีเรื่องที่รบกวนคุณในฐานะพาร์ตเนอร์ค่ะ ถ้ากังวลเรื่องไหน พิมพ์ว่า “คุยกับเจ้าหน้าที่” ได้เลยค่ะ",
    g.STAFF_BOUND: "{staff} ต่อไปการแจ้งเตือนเรื่องลูกค้าจะส่งมาที่ LINE นี้ค่ะ",
    g.STAFF_CODE_OVER: "รหัสเชื่อมต่อนี้หมดอายุแล้วค่ะ กรุณาสร้างรหัสใหม่ที่ “หน้าของฉัน” ในคอนโซลค่ะ",
}
ABROAD: Final[Mapping[Locale, Mapping[str, str]]] = {"en": ENGLISH, "zh-Hant": CHINESE, "th": THAI}


def in_language(sentence: str, locale: Locale) -> str:
    """One of our own sentences as it is said there."""
    return ABROAD.get(locale, {}).get(sentence, sentence)


def words_for(contact: Contact, sentence: str, **gaps: object) -> str:
    """The same, finished, as this person reads it."""
    return in_language(sentence, language_of(contact)).format(**gaps)

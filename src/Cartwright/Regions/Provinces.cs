using System.Collections.Frozen;

namespace Cartwright.Regions;

/// <summary>
/// The states and provinces of the countries whose addresses need one: ISO 3166-2 codes without the country, with
/// former codes that are still in use, and the names people write instead.
/// </summary>
public static class Provinces
{
    private static readonly FrozenDictionary<string, Country> ByCountry = Parse(
        new Dictionary<string, string>
        {
            ["AE"] =
                "AJ Ajman;AZ Abu Dhabi;DU Dubai;FU Fujairah;RK Ras al-Khaimah;SH Sharjah;UQ Umm al-Quwain",
            ["AR"] =
                "A Salta;B Buenos Aires;C Ciudad de Buenos Aires/Ciudad Autonoma de Buenos Aires/CABA;D San Luis;"
                + "E Entre Rios;F La Rioja;G Santiago del Estero;H Chaco;J San Juan;K Catamarca;L La Pampa;"
                + "M Mendoza;N Misiones;P Formosa;Q Neuquen;R Rio Negro;S Santa Fe;T Tucuman;U Chubut;"
                + "V Tierra del Fuego;W Corrientes;X Cordoba;Y Jujuy;Z Santa Cruz",
            ["AU"] =
                "ACT Australian Capital Territory;NSW New South Wales;NT Northern Territory;QLD Queensland;"
                + "SA South Australia;TAS Tasmania;VIC Victoria;WA Western Australia",
            ["BR"] =
                "AC Acre;AL Alagoas;AM Amazonas;AP Amapa;BA Bahia;CE Ceara;DF Distrito Federal;ES Espirito Santo;"
                + "GO Goias;MA Maranhao;MG Minas Gerais;MS Mato Grosso do Sul;MT Mato Grosso;PA Para;PB Paraiba;"
                + "PE Pernambuco;PI Piaui;PR Parana;RJ Rio de Janeiro;RN Rio Grande do Norte;RO Rondonia;"
                + "RR Roraima;RS Rio Grande do Sul;SC Santa Catarina;SE Sergipe;SP Sao Paulo;TO Tocantins",
            ["CA"] =
                "AB Alberta;BC British Columbia/Colombie-Britannique;MB Manitoba;"
                + "NB New Brunswick/Nouveau-Brunswick;NL Newfoundland and Labrador/Newfoundland;"
                + "NS Nova Scotia/Nouvelle-Ecosse;NT Northwest Territories;NU Nunavut;ON Ontario;"
                + "PE Prince Edward Island/PEI;QC Quebec;SK Saskatchewan;YT Yukon",
            ["CL"] =
                "AI Aysen/Aisen;AN Antofagasta;AP Arica y Parinacota;AR Araucania/La Araucania;AT Atacama;"
                + "BI Biobio;CO Coquimbo;LI O'Higgins;LL Los Lagos;LR Los Rios;MA Magallanes;ML Maule;NB Nuble;"
                + "RM Santiago/Region Metropolitana;TA Tarapaca;VS Valparaiso",
            ["CN"] =
                "AH Anhui;BJ Beijing;CQ Chongqing;FJ Fujian;GD Guangdong;GS Gansu;GX Guangxi;GZ Guizhou;HA Henan;"
                + "HB Hubei;HE Hebei;HI Hainan;HL Heilongjiang;HN Hunan;JL Jilin;JS Jiangsu;JX Jiangxi;LN Liaoning;"
                + "NM Inner Mongolia/Nei Mongol;NX Ningxia;QH Qinghai;SC Sichuan;SD Shandong;SH Shanghai;"
                + "SN Shaanxi;SX Shanxi;TJ Tianjin;XJ Xinjiang;XZ Tibet/Xizang;YN Yunnan;ZJ Zhejiang",
            ["CO"] =
                "AMA Amazonas;ANT Antioquia;ARA Arauca;ATL Atlantico;BOL Bolivar;BOY Boyaca;CAL Caldas;"
                + "CAQ Caqueta;CAS Casanare;CAU Cauca;CES Cesar;CHO Choco;COR Cordoba;CUN Cundinamarca;"
                + "DC Bogota/Bogota DC/Distrito Capital;GUA Guainia;GUV Guaviare;HUI Huila;LAG La Guajira;"
                + "MAG Magdalena;MET Meta;NAR Narino;NSA Norte de Santander;PUT Putumayo;QUI Quindio;RIS Risaralda;"
                + "SAN Santander;SAP San Andres y Providencia/San Andres;SUC Sucre;TOL Tolima;VAC Valle del Cauca;"
                + "VAU Vaupes;VID Vichada",
            ["EG"] =
                "ALX Alexandria;ASN Aswan;AST Asyut;BA Red Sea;BH Beheira;BNS Beni Suef;C Cairo;DK Dakahlia;"
                + "DT Damietta;FYM Faiyum;GH Gharbia;GZ Giza;IS Ismailia;JS South Sinai;KB Qalyubia;"
                + "KFS Kafr el-Sheikh;KN Qena;LX Luxor;MN Minya;MNF Monufia;MT Matrouh;PTS Port Said;SHG Sohag;"
                + "SHR Sharqia;SIN North Sinai;SUZ Suez;WAD New Valley",
            ["ES"] =
                "A Alicante/Alacant;AB Albacete;AL Almeria;AV Avila;B Barcelona;BA Badajoz;BI Bizkaia/Vizcaya;"
                + "BU Burgos;C A Coruna/La Coruna;CA Cadiz;CC Caceres;CE Ceuta;CO Cordoba;CR Ciudad Real;"
                + "CS Castellon/Castello;CU Cuenca;GC Las Palmas;GI Girona/Gerona;GR Granada;GU Guadalajara;"
                + "H Huelva;HU Huesca;J Jaen;L Lleida/Lerida;LE Leon;LO La Rioja;LU Lugo;M Madrid;MA Malaga;"
                + "ML Melilla;MU Murcia;NA Navarra/Nafarroa;O Asturias;OR Ourense/Orense;P Palencia;"
                + "PM Balears/Illes Balears/Islas Baleares;PO Pontevedra;S Cantabria;SA Salamanca;"
                + "SE Sevilla/Seville;SG Segovia;SO Soria;SS Gipuzkoa/Guipuzcoa;T Tarragona;TE Teruel;"
                + "TF Santa Cruz de Tenerife/Tenerife;TO Toledo;V Valencia;VA Valladolid;VI Alava/Araba;Z Zaragoza;"
                + "ZA Zamora",
            ["ID"] =
                "AC Aceh;BA Bali;BB Bangka Belitung/Kepulauan Bangka Belitung;BE Bengkulu;BT Banten;GO Gorontalo;"
                + "JA Jambi;JB West Java/Jawa Barat;JI East Java/Jawa Timur;JK Jakarta/DKI Jakarta;"
                + "JT Central Java/Jawa Tengah;KB West Kalimantan/Kalimantan Barat;"
                + "KI East Kalimantan/Kalimantan Timur;KR Riau Islands/Kepulauan Riau;"
                + "KS South Kalimantan/Kalimantan Selatan;KT Central Kalimantan/Kalimantan Tengah;"
                + "KU North Kalimantan/Kalimantan Utara;LA Lampung;MA Maluku;MU North Maluku/Maluku Utara;"
                + "NB West Nusa Tenggara/Nusa Tenggara Barat;NT East Nusa Tenggara/Nusa Tenggara Timur;PA Papua;"
                + "PB West Papua/Papua Barat;PD Southwest Papua/Papua Barat Daya;"
                + "PE Highland Papua/Papua Pegunungan;PS South Papua/Papua Selatan;PT Central Papua/Papua Tengah;"
                + "RI Riau;SA North Sulawesi/Sulawesi Utara;SB West Sumatra/Sumatera Barat;"
                + "SG Southeast Sulawesi/Sulawesi Tenggara;SN South Sulawesi/Sulawesi Selatan;"
                + "SR West Sulawesi/Sulawesi Barat;SS South Sumatra/Sumatera Selatan;"
                + "ST Central Sulawesi/Sulawesi Tengah;SU North Sumatra/Sumatera Utara;YO Yogyakarta",
            ["IE"] =
                "CE Clare;CN Cavan;CO Cork;CW Carlow;D Dublin;DL Donegal;G Galway;KE Kildare;KK Kilkenny;"
                + "KY Kerry;LD Longford;LH Louth;LK Limerick;LM Leitrim;LS Laois;MH Meath;MN Monaghan;MO Mayo;"
                + "OY Offaly;RN Roscommon;SO Sligo;TA Tipperary;WD Waterford;WH Westmeath;WW Wicklow;WX Wexford",
            ["IN"] =
                "AN Andaman and Nicobar Islands;AP Andhra Pradesh;AR Arunachal Pradesh;AS Assam;BR Bihar;"
                + "CG Chhattisgarh;CH Chandigarh;CT Chhattisgarh;DH Dadra and Nagar Haveli and Daman and Diu;"
                + "DL Delhi/New Delhi;GA Goa;GJ Gujarat;HP Himachal Pradesh;HR Haryana;JH Jharkhand;"
                + "JK Jammu and Kashmir;KA Karnataka;KL Kerala;LA Ladakh;LD Lakshadweep;MH Maharashtra;"
                + "ML Meghalaya;MN Manipur;MP Madhya Pradesh;MZ Mizoram;NL Nagaland;OD Odisha/Orissa;OR Odisha;"
                + "PB Punjab;PY Puducherry;RJ Rajasthan;SK Sikkim;TG Telangana;TN Tamil Nadu;TR Tripura;"
                + "TS Telangana;UK Uttarakhand;UP Uttar Pradesh;UT Uttarakhand;WB West Bengal",
            ["IT"] =
                "AG Agrigento;AL Alessandria;AN Ancona;AO Aosta;AP Ascoli Piceno;AQ L'Aquila;AR Arezzo;AT Asti;"
                + "AV Avellino;BA Bari;BG Bergamo;BI Biella;BL Belluno;BN Benevento;BO Bologna;BR Brindisi;"
                + "BS Brescia;BT Barletta-Andria-Trani;BZ Bolzano;CA Cagliari;CB Campobasso;CE Caserta;CH Chieti;"
                + "CL Caltanissetta;CN Cuneo;CO Como;CR Cremona;CS Cosenza;CT Catania;CZ Catanzaro;EN Enna;"
                + "FC Forli-Cesena;FE Ferrara;FG Foggia;FI Firenze/Florence;FM Fermo;FR Frosinone;GE Genova/Genoa;"
                + "GO Gorizia;GR Grosseto;IM Imperia;IS Isernia;KR Crotone;LC Lecco;LE Lecce;LI Livorno;LO Lodi;"
                + "LT Latina;LU Lucca;MB Monza e Brianza;MC Macerata;ME Messina;MI Milano/Milan;MN Mantova;"
                + "MO Modena;MS Massa-Carrara;MT Matera;NA Napoli/Naples;NO Novara;NU Nuoro;OR Oristano;PA Palermo;"
                + "PC Piacenza;PD Padova/Padua;PE Pescara;PG Perugia;PI Pisa;PN Pordenone;PO Prato;PR Parma;"
                + "PT Pistoia;PU Pesaro e Urbino;PV Pavia;PZ Potenza;RA Ravenna;RC Reggio Calabria;"
                + "RE Reggio Emilia;RG Ragusa;RI Rieti;RM Roma/Rome;RN Rimini;RO Rovigo;SA Salerno;SI Siena;"
                + "SO Sondrio;SP La Spezia;SR Siracusa;SS Sassari;SU Sud Sardegna;SV Savona;TA Taranto;TE Teramo;"
                + "TN Trento;TO Torino/Turin;TP Trapani;TR Terni;TS Trieste;TV Treviso;UD Udine;VA Varese;"
                + "VB Verbano-Cusio-Ossola;VC Vercelli;VE Venezia/Venice;VI Vicenza;VR Verona;VT Viterbo;"
                + "VV Vibo Valentia",
            ["JP"] =
                "01 Hokkaido;02 Aomori;03 Iwate;04 Miyagi;05 Akita;06 Yamagata;07 Fukushima;08 Ibaraki;"
                + "09 Tochigi;10 Gunma;11 Saitama;12 Chiba;13 Tokyo;14 Kanagawa;15 Niigata;16 Toyama;17 Ishikawa;"
                + "18 Fukui;19 Yamanashi;20 Nagano;21 Gifu;22 Shizuoka;23 Aichi;24 Mie;25 Shiga;26 Kyoto;27 Osaka;"
                + "28 Hyogo;29 Nara;30 Wakayama;31 Tottori;32 Shimane;33 Okayama;34 Hiroshima;35 Yamaguchi;"
                + "36 Tokushima;37 Kagawa;38 Ehime;39 Kochi;40 Fukuoka;41 Saga;42 Nagasaki;43 Kumamoto;44 Oita;"
                + "45 Miyazaki;46 Kagoshima;47 Okinawa",
            ["KR"] =
                "11 Seoul;26 Busan;27 Daegu;28 Incheon;29 Gwangju;30 Daejeon;31 Ulsan;41 Gyeonggi/Gyeonggi-do;"
                + "42 Gangwon/Gangwon-do;43 North Chungcheong/Chungcheongbuk-do;"
                + "44 South Chungcheong/Chungcheongnam-do;45 North Jeolla/Jeollabuk-do;"
                + "46 South Jeolla/Jeollanam-do;47 North Gyeongsang/Gyeongsangbuk-do;"
                + "48 South Gyeongsang/Gyeongsangnam-do;49 Jeju/Jeju-do;50 Sejong",
            ["MX"] =
                "AGU Aguascalientes;BCN Baja California;BCS Baja California Sur;CAM Campeche;CHH Chihuahua;"
                + "CHP Chiapas;CMX Ciudad de Mexico/Mexico City/CDMX/DF/Distrito Federal;COA Coahuila;COL Colima;"
                + "DUR Durango;GRO Guerrero;GUA Guanajuato;HID Hidalgo;JAL Jalisco;MEX Mexico/Estado de Mexico;"
                + "MIC Michoacan;MOR Morelos;NAY Nayarit;NLE Nuevo Leon;OAX Oaxaca;PUE Puebla;QUE Queretaro;"
                + "ROO Quintana Roo;SIN Sinaloa;SLP San Luis Potosi;SON Sonora;TAB Tabasco;TAM Tamaulipas;"
                + "TLA Tlaxcala;VER Veracruz;YUC Yucatan;ZAC Zacatecas",
            ["MY"] =
                "01 Johor/JHR;02 Kedah/KDH;03 Kelantan/KTN;04 Melaka/Malacca/MLK;05 Negeri Sembilan/NSN;"
                + "06 Pahang/PHG;07 Penang/Pulau Pinang/PNG;08 Perak/PRK;09 Perlis/PLS;10 Selangor/SGR;"
                + "11 Terengganu/TRG;12 Sabah/SBH;13 Sarawak/SWK;14 Kuala Lumpur/KUL;15 Labuan/LBN;"
                + "16 Putrajaya/PJY",
            ["NZ"] =
                "AUK Auckland;BOP Bay of Plenty;CAN Canterbury;CIT Chatham Islands;GIS Gisborne;HKB Hawke's Bay;"
                + "MBH Marlborough;MWT Manawatu-Wanganui;NSN Nelson;NTL Northland;OTA Otago;STL Southland;"
                + "TAS Tasman;TKI Taranaki;WGN Wellington;WKO Waikato;WTC West Coast",
            ["RO"] =
                "AB Alba;AG Arges;AR Arad;B Bucuresti/Bucharest;BC Bacau;BH Bihor;BN Bistrita-Nasaud;BR Braila;"
                + "BT Botosani;BV Brasov;BZ Buzau;CJ Cluj;CL Calarasi;CS Caras-Severin;CT Constanta;CV Covasna;"
                + "DB Dambovita;DJ Dolj;GJ Gorj;GL Galati;GR Giurgiu;HD Hunedoara;HR Harghita;IF Ilfov;IL Ialomita;"
                + "IS Iasi;MH Mehedinti;MM Maramures;MS Mures;NT Neamt;OT Olt;PH Prahova;SB Sibiu;SJ Salaj;"
                + "SM Satu Mare;SV Suceava;TL Tulcea;TM Timis;TR Teleorman;VL Valcea;VN Vrancea;VS Vaslui",
            ["TH"] =
                "10 Bangkok/Krung Thep;11 Samut Prakan;12 Nonthaburi;13 Pathum Thani;"
                + "14 Ayutthaya/Phra Nakhon Si Ayutthaya;15 Ang Thong;16 Lopburi;17 Sing Buri;18 Chai Nat;"
                + "19 Saraburi;20 Chon Buri;21 Rayong;22 Chanthaburi;23 Trat;24 Chachoengsao;25 Prachin Buri;"
                + "26 Nakhon Nayok;27 Sa Kaeo;30 Nakhon Ratchasima;31 Buri Ram;32 Surin;33 Si Sa Ket;"
                + "34 Ubon Ratchathani;35 Yasothon;36 Chaiyaphum;37 Amnat Charoen;38 Bueng Kan;39 Nong Bua Lam Phu;"
                + "40 Khon Kaen;41 Udon Thani;42 Loei;43 Nong Khai;44 Maha Sarakham;45 Roi Et;46 Kalasin;"
                + "47 Sakon Nakhon;48 Nakhon Phanom;49 Mukdahan;50 Chiang Mai;51 Lamphun;52 Lampang;53 Uttaradit;"
                + "54 Phrae;55 Nan;56 Phayao;57 Chiang Rai;58 Mae Hong Son;60 Nakhon Sawan;61 Uthai Thani;"
                + "62 Kamphaeng Phet;63 Tak;64 Sukhothai;65 Phitsanulok;66 Phichit;67 Phetchabun;70 Ratchaburi;"
                + "71 Kanchanaburi;72 Suphan Buri;73 Nakhon Pathom;74 Samut Sakhon;75 Samut Songkhram;"
                + "76 Phetchaburi;77 Prachuap Khiri Khan;80 Nakhon Si Thammarat;81 Krabi;82 Phang Nga;83 Phuket;"
                + "84 Surat Thani;85 Ranong;86 Chumphon;90 Songkhla;91 Satun;92 Trang;93 Phatthalung;94 Pattani;"
                + "95 Yala;96 Narathiwat;S Pattaya",
            ["US"] =
                "AA Armed Forces Americas;AE Armed Forces Europe;AK Alaska;AL Alabama;AP Armed Forces Pacific;"
                + "AR Arkansas;AS American Samoa;AZ Arizona;CA California;CO Colorado;CT Connecticut;"
                + "DC District of Columbia/Washington DC;DE Delaware;FL Florida;FM Micronesia;GA Georgia;GU Guam;"
                + "HI Hawaii;IA Iowa;ID Idaho;IL Illinois;IN Indiana;KS Kansas;KY Kentucky;LA Louisiana;"
                + "MA Massachusetts;MD Maryland;ME Maine;MH Marshall Islands;MI Michigan;MN Minnesota;MO Missouri;"
                + "MP Northern Mariana Islands;MS Mississippi;MT Montana;NC North Carolina;ND North Dakota;"
                + "NE Nebraska;NH New Hampshire;NJ New Jersey;NM New Mexico;NV Nevada;NY New York;OH Ohio;"
                + "OK Oklahoma;OR Oregon;PA Pennsylvania;PR Puerto Rico;PW Palau;RI Rhode Island;SC South Carolina;"
                + "SD South Dakota;TN Tennessee;TX Texas;UT Utah;VA Virginia;VI Virgin Islands;VT Vermont;"
                + "WA Washington;WI Wisconsin;WV West Virginia;WY Wyoming",
            ["ZA"] =
                "EC Eastern Cape;FS Free State;GP Gauteng;KZN KwaZulu-Natal;LP Limpopo;MP Mpumalanga;"
                + "NC Northern Cape;NW North West;WC Western Cape",
        });

    /// <summary>Whether an address in this country is incomplete without a province.</summary>
    public static bool AreRequiredIn(string country) => ByCountry.ContainsKey(country);

    /// <summary>True for a code of that country, in capitals; always false where none is required.</summary>
    public static bool IsCode(string country, string code) =>
        ByCountry.TryGetValue(country, out var known) && known.Codes.Contains(code);

    /// <summary>The code that is meant by a name or by a code with its country, such as California or US-CA.</summary>
    public static string? Suggest(string country, string written)
    {
        if (!ByCountry.TryGetValue(country, out var known)) return null;
        var capitals = written.Trim().ToUpperInvariant();
        if (capitals.StartsWith(country + "-", StringComparison.Ordinal) && known.Codes.Contains(capitals[3..]))
        {
            return capitals[3..];
        }

        return known.CodeByName.TryGetValue(FoldedName.Of(written), out var code) ? code : null;
    }

    private static FrozenDictionary<string, Country> Parse(Dictionary<string, string> rows) =>
        rows.ToFrozenDictionary(row => row.Key, row => Parse(row.Value), StringComparer.Ordinal);

    /// <summary>A row is <c>CODE Name/Another name;…</c>. The first code with a name is suggested.</summary>
    private static Country Parse(string row)
    {
        var codes = new HashSet<string>(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var province in row.Split(';'))
        {
            var space = province.IndexOf(' ', StringComparison.Ordinal);
            var code = province[..space];
            codes.Add(code);
            foreach (var name in province[(space + 1)..].Split('/')) names.TryAdd(FoldedName.Of(name), code);
        }

        return new(codes.ToFrozenSet(StringComparer.Ordinal), names.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private sealed record Country(FrozenSet<string> Codes, FrozenDictionary<string, string> CodeByName);
}
